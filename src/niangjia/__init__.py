"""Niangjia (娘家): the system a forestry-bureau trade union runs to help workers in hardship."""

__version__ = "0.1.0"
