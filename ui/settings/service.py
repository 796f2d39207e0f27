"""The rows of settings that say how guides are bought: where, and how they come."""

from __future__ import annotations

from core.runware.service import VARIABLE as URL_VARIABLE
from core.service_choices import RUNWARE_ADDRESS, WAIT_S, ServiceChoices
from core.task import TTL_MIN_S, OutputType
from ui.cloud import Cloud
from ui.service_panel import DELIVERY, OUTPUT, TTL_S
from ui.settings.editors import Address, Choice, Number, Switch
from ui.settings.row import Maker, Row, rows_of_fields
from ui.wording import tr


def service_rows(cloud: Cloud) -> list[Row]:
    """How guides are bought."""
    section = tr("Runware")
    row = _chosen(cloud, section)
    given = cloud.address_is_given
    delivery = {value: tr(title) for value, (title, _) in DELIVERY.items()}
    output = {value: tr(title) for value, (title, _) in OUTPUT.items()}
    where = (
        tr("From the environment: {variable}.", variable=URL_VARIABLE)
        if given
        else tr("Runware's, or that of a server of your own which speaks the same API.")
    )

    def own_time(seconds: int) -> None:
        cloud.choose(cloud.choices.replace(ttl_s=seconds if seconds >= TTL_MIN_S else None))

    return [
        Row(
            section,
            tr("&Address"),
            where,
            Address,
            lambda: cloud.address,
            cloud.set_address,
            RUNWARE_ADDRESS,
            lambda: not given,
        ),
        row(
            "wait_s",
            tr("&Wait at most"),
            tr("A guide that comes later is not lost: it is fetched when it is asked for again."),
            lambda: Number(WAIT_S, tr("s"), step=30),
        ),
        row(
            "delivery",
            tr("&Delivery"),
            tr("Ask again until it is ready, or wait on one open connection until it comes."),
            lambda: Choice(delivery),
        ),
        row(
            "output_type",
            tr("Comes a&s"),
            tr("Fetched from an address, which is the smallest answer, or within the answer."),
            lambda: Choice(output),
        ),
        Row(
            section,
            tr("Kept &for"),
            tr("How long Runware keeps the guide at its address."),
            lambda: Number(TTL_S, tr("s"), special=tr("as Runware likes"), step=60),
            lambda: cloud.choices.ttl_s or TTL_S[0],
            own_time,
            TTL_S[0],
            lambda: cloud.choices.output_type is OutputType.URL,
        ),
        row(
            "include_cost",
            tr("&Tell the cost"),
            tr("Ask for the price of every guide; without it no sums can be told."),
            Switch,
        ),
    ]


def _chosen(cloud: Cloud, section: str) -> Maker:
    """Makes rows of the service's choices."""
    return rows_of_fields(
        section,
        lambda: cloud.choices,
        lambda name, value: cloud.choose(cloud.choices.replace(**{name: value})),
        ServiceChoices(),
    )
