"""The proof of "never lose a job, never pay twice": asked, billed and in the gallery, under planted faults and kills.

A provider in a process of its own speaks Kie.ai's format, misbehaves by a seeded plan and writes a bill that survives
everything (``provider``, ``plan``, ``book``). Hubs order from it while a killer ends their processes, restarts their
database, fills their disk and meddles with their queue (``campaign``, ``killer``). A settler then does what a person
would do about unclear orders (``settler``), and an auditor who reads the hubs' rows and files and the bill, and nothing
else, says what became of every order (``auditor``, ``report``).
"""
