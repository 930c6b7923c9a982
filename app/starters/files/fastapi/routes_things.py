<% from "fastapi/_parts.jinja" import imports, routes with context %>
"""The routes of << things >>."""

from fastapi import APIRouter<% if sqlite %>, HTTPException<% endif %>


<< imports() ->>
from << at >>.models import Delivery, << Out >>
<% if not model %>
from << at >>.pricing import price_cents
<% endif %>

router = APIRouter()


<< routes("router") | trim >>
