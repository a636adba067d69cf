"""panier-service: a cart in a table, a checkout that publishes CommandeCreee."""
import json
import uuid
from typing import List

from fastapi import HTTPException
from pydantic import BaseModel

from evenements import FastAPI, Session, publier, text

app = FastAPI()


class Ligne(BaseModel):
    produit_id: int
    quantite: int


class Checkout(BaseModel):
    client_id: int
    magasin_id: int


@app.get("/health")
async def health():
    return {"statut": "ok"}


@app.put("/panier/{client_id}/{magasin_id}")
async def remplir(client_id: int, magasin_id: int, lignes: List[Ligne]):
    async with Session() as session, session.begin():
        await session.execute(
            text("INSERT INTO paniers VALUES (:c, :m, :p) ON CONFLICT (client_id, magasin_id) DO UPDATE SET produits = :p"),
            {"c": client_id, "m": magasin_id, "p": json.dumps([ligne.dict() for ligne in lignes])})
    return {"client_id": client_id, "produits": lignes}


@app.post("/checkout", status_code=202)
async def checkout(demande: Checkout):
    ici = {"c": demande.client_id, "m": demande.magasin_id}
    async with Session() as session, session.begin():
        lignes = (await session.execute(
            text("DELETE FROM paniers WHERE client_id = :c AND magasin_id = :m RETURNING produits"), ici)).scalar()
        if not lignes:
            raise HTTPException(409, "panier vide")
        ids = [ligne["produit_id"] for ligne in lignes]
        prix = dict((await session.execute(
            text("SELECT produit_id, prix FROM produits WHERE produit_id = ANY(:ids)"), {"ids": ids})).all())
    produits = [{**ligne, "sous_total": float(prix[ligne["produit_id"]] * ligne["quantite"])} for ligne in lignes]
    commande_id = f"cmd-{uuid.uuid4()}"
    total = round(sum(p["sous_total"] for p in produits), 2)
    await publier("commande.evenements", "panier-service", "CommandeCreee", commande_id,
                  {"client_id": demande.client_id, "magasin_id": demande.magasin_id, "produits": produits, "total": total})
    return {"commande_id": commande_id, "total": total}
