"""client-service: debits the client of an order whose stock is reserved."""
from evenements import Session, publier, service, text

DEBITER = text("UPDATE clients SET solde = solde - :t WHERE client_id = :c AND solde >= :t")


async def traiter(evenement):
    if evenement["event_type"] != "StockReserve":
        return
    data = evenement["data"]
    async with Session() as session, session.begin():
        paye = await session.execute(DEBITER, {"t": data["total"], "c": data["client_id"]})
    statut = "PaiementAccepte" if paye.rowcount else "PaiementRefuse"
    await publier("paiement.evenements", "client-service", statut, evenement["aggregate_id"], data)


app = service(["stock.evenements"], "client", traiter)
