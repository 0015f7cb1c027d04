"""Reading text and numbers from pictures, behind one small interface: what recognises is replaceable."""

from ingest.ocr.recogniser import Image, Recogniser, TextBox

__all__ = ["Image", "Recogniser", "TextBox"]
