// Between values and bytes on the wire: heads, refusals, chunks.
#pragma once
#include <boost/beast/http.hpp>
#include <string>

#include "libs/http/message.hpp"

namespace comptoir::http {

namespace beast = boost::beast;

struct Framing {
  bool keep = false;
  bool head = false;  ///< the answer to HEAD: the head without the body
  bool http10 = false;
};

/// The request as handlers read it, without path and query; of a head alone, without its body.
Request to_request(beast::http::request<beast::http::string_body> message);
Request head_of(const beast::http::request_header<>& head);

/// Appends head and body; of a stream the head only.
void serialize(std::string& out, const Response& response, Framing framing);

/// What stands before and after a chunk's bytes. The last one ends the body too; an empty one that is not the last
/// must not be sent.
std::string chunk_head(std::size_t bytes);
std::string_view chunk_tail(std::size_t bytes, bool last);

/// The answer the server gives by itself, as a problem; a 503 with Retry-After. `why` replaces the status's own words.
Response refusal(int status, std::string_view why = {});

/// The refusal that a parser's error deserves.
int status_of(boost::system::error_code error);

}  // namespace comptoir::http
