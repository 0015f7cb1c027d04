"""The only door to language models. Nothing in nianbao calls one yet.

Extraction hands out what it leaves open as `extraction.OpenQuestion` and takes answers through `extraction.Resolver`;
the adapter over `langchain-openai` that implements it, with budgets, cache and a scripted model, belongs here.
"""
