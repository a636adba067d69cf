"""What every service shares: the database, the bus, and an event's three steps (bus, event store, metrics left out)."""
import asyncio
import json
import os
from datetime import datetime, timezone

import httpx
import redis.asyncio as redis
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy import text

engine = create_async_engine(os.environ["BANC_DATABASE"], pool_size=10, max_overflow=10)
Session = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
bus = redis.Redis(unix_socket_path=os.environ["BANC_REDIS"], decode_responses=True)
store = httpx.AsyncClient(base_url=os.environ["BANC_EVENT_STORE"], timeout=30)
BLOCK_MS = 1000


async def publier(stream, source, event_type, aggregate_id, data):
    """Published on the bus, then persisted by a POST to the event store: the report's sections 3 and 7."""
    evenement = {"event_type": event_type, "aggregate_id": aggregate_id, "source": source, "data": data,
                 "timestamp": datetime.now(timezone.utc).isoformat()}
    answer = await store.post("/events/", json=evenement)
    answer.raise_for_status()
    await bus.xadd(stream, {"evenement": json.dumps(evenement)})


async def consommer(streams, groupe, traiter):
    """One event at a time, acknowledged when it was handled."""
    for stream in streams:
        await bus.xgroup_create(stream, groupe, id="0", mkstream=True)
    while True:
        for stream, entries in await bus.xreadgroup(groupe, "1", {s: ">" for s in streams}, count=1, block=BLOCK_MS):
            for entry, fields in entries:
                await traiter(json.loads(fields["evenement"]))
                await bus.xack(stream, groupe, entry)


def service(streams, groupe, traiter):
    """A FastAPI application that consumes in the background while it serves."""
    app = FastAPI()

    @app.on_event("startup")
    async def demarrer():
        app.state.tache = asyncio.create_task(consommer(streams, groupe, traiter))

    @app.get("/health")
    async def health():
        return {"statut": "mort" if app.state.tache.done() else "ok"}

    return app


__all__ = ["FastAPI", "Session", "publier", "service", "text"]
