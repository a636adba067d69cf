"""event-store: one row per event posted, and an order's state folded on the fly."""
import json
import os

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["BANC_DATABASE"], pool_size=10, max_overflow=10)
app = FastAPI()
AJOUTER = text("INSERT INTO evenements (event_type, aggregate_id, timestamp, source, data) VALUES (:e, :a, :t, :s, :d)")


class EvenementIn(BaseModel):
    event_type: str
    aggregate_id: str
    timestamp: str
    source: str
    data: dict


@app.get("/health")
async def health():
    return {"statut": "ok"}


@app.post("/events/", status_code=201)
async def ajouter(e: EvenementIn):
    async with engine.begin() as connection:
        await connection.execute(AJOUTER, {"e": e.event_type, "a": e.aggregate_id, "t": e.timestamp, "s": e.source,
                                           "d": json.dumps(e.data)})
    return {"statut": "ok"}


@app.get("/events/projections/{aggregate_id}")
async def projeter(aggregate_id: str):
    etat = {}
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT event_type, data FROM evenements WHERE aggregate_id = :a ORDER BY id"), {"a": aggregate_id})
        for event_type, data in rows:
            etat.update(data, statut=event_type)
    return etat
