"""The program as people and programs use it: command line and HTTP. The steps, in the order a report takes them:

1. `settings.py`  the environment, read once; `logs.py` the loggers; `texts.py` what is said, in two languages
2. `cli.py`       the commands, with `cli_ingest.py`, `cli_ask.py` and `display.py`; `http.py` the routes of reports,
                  with `desk.py`, `wire.py`, `examples.py`, `uploads.py` and `faults.py`
3. `intake.py`    files become stored reports, one transaction each
4. `indexing.py`  what is stored becomes findable by meaning, whoever owns the index
5. `correcting.py` what people say a report really prints, with `cli_correct.py`
6. `showing.py`   where a number is printed, as a picture of the page (`sources.py`: the file again) or as rows, with
                  `cli_show.py`
7. `views.py`     stored records as JSON; `panel.py` and `export.py` as tables and files
8. `doctor.py`    what is wrong with store and index, and its repair
9. `asking.py`    questions with what went before them, and answers under their ids; its faces: `http_ask.py` with
                  `wire_ask.py` and `pool.py`, `http_openai.py`, `mcp_tools.py` (`markdown.py`: answers as text), and
                  `langchain_parts.py` for other people's programs
10. `app.py`      where store, index and `qa.ask` are put together; `serving.py` runs it
"""
