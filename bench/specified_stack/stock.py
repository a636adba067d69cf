"""stock-service: reserves an order's products, or says which event ends it; gives them back when the payment is refused."""
from evenements import Session, publier, service, text

PRENDRE = text("UPDATE stock SET quantite = quantite - :q WHERE magasin_id = :m AND produit_id = :p AND quantite >= :q")
RENDRE = text("UPDATE stock SET quantite = quantite + :q WHERE magasin_id = :m AND produit_id = :p")


async def reserver(data):
    """All of the products or none, in one transaction."""
    async with Session() as session:
        for produit in data["produits"]:
            pris = await session.execute(
                PRENDRE, {"m": data["magasin_id"], "p": produit["produit_id"], "q": produit["quantite"]})
            if pris.rowcount == 0:
                await session.rollback()
                return False
        await session.commit()
        return True


async def liberer(data):
    async with Session() as session, session.begin():
        for produit in data["produits"]:
            await session.execute(RENDRE, {"m": data["magasin_id"], "p": produit["produit_id"], "q": produit["quantite"]})


async def traiter(evenement):
    data, commande_id = evenement["data"], evenement["aggregate_id"]
    if evenement["event_type"] == "CommandeCreee":
        statut = "StockReserve" if await reserver(data) else "StockIndisponible"
        await publier("stock.evenements", "stock-service", statut, commande_id, data)
    elif evenement["event_type"] == "PaiementRefuse":
        await liberer(data)


app = service(["commande.evenements", "paiement.evenements"], "stock", traiter)
