"""Kie.ai, a reseller of many models behind one key. Wire format: docs.kie.ai, June to September 2026."""

from generation.providers.kie.adapter import KieProvider

__all__ = ["KieProvider"]
