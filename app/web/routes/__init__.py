"""One file per noun; `ROUTERS` lists them, the most used first, because matching is linear."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.routes import health

ROUTERS: tuple[APIRouter, ...] = (health.router,)
