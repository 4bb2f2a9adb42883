"""Safe forms of statements that are in order: nobody waits for longer than a lock takes to get. Must not know how the order
came about."""

from neodiff.plan.online.filled import finished
from neodiff.plan.online.order import online
from neodiff.plan.online.retyped import abandoned
from neodiff.plan.online.state import Bounds, World

__all__ = ["Bounds", "World", "abandoned", "finished", "online"]
