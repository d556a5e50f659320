"""Workbooks of spreadsheet programs, without any of their programs: bytes to sheets of typed cells (`book.open_book`)."""
