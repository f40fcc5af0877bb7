"""What the workshop found, as the event the mediation gets. Turns nothing into words."""

from flows.events import Because, FoundClash, FoundPackage, PackagesFound
from workshop.reasons import Remark
from workshop.search import Found, solver_installed


def packages_found(user: int, found: Found) -> PackagesFound:
    """The result for the mediator who asked."""
    return PackagesFound(
        user=user,
        proved=found.proved,
        packages=tuple(
            FoundPackage(
                options=one.options,
                gain=one.gain,
                relative=one.relative,
                pareto=one.pareto,
                because=tuple(map(_because, one.remarks)),
            )
            for one in found.packages
        ),
        at_most=found.at_most,
        because=tuple(map(_because, found.remarks)),
        clash=FoundClash.model_validate(found.clash.model_dump()) if found.clash else None,
        every=not solver_installed(),
    )


def _because(remark: Remark) -> Because:
    return Because(key=remark.key, values=remark.values)
