"""ventes-service: records the sale of an order that is paid."""
import json

from evenements import Session, publier, service, text

VENDRE = text("INSERT INTO ventes (commande_id, client_id, magasin_id, total, produits) VALUES (:id, :c, :m, :t, :p)")


async def traiter(evenement):
    if evenement["event_type"] != "PaiementAccepte":
        return
    data = evenement["data"]
    async with Session() as session, session.begin():
        await session.execute(VENDRE, {"id": evenement["aggregate_id"], "c": data["client_id"], "m": data["magasin_id"],
                                       "t": data["total"], "p": json.dumps(data["produits"])})
    await publier("vente.evenements", "ventes-service", "VenteConfirmee", evenement["aggregate_id"], data)


app = service(["paiement.evenements"], "ventes", traiter)
