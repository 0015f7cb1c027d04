"""Measures the program: on reports invented for it, whose every number is known, and on users' own.

1. `generate`: makes invented reports in many formats, with the facts a reader has to find; `samples` are ten of them
2. `records`: the nouns: suite, case, score, metric, run
3. `suites`: what is evaluated (`data`, read by `suite_data`: their texts and thresholds); `gold`: users' own files;
   `formats`: what can be asked of each format; `fuzz`: files broken at random, and a reader that can be killed
4. `runner`: tries the cases, with `sabotage` if asked; `header`, `log`: the run log; `crops`: pictures of wrong places
5. `metrics`: figures with intervals; `rescoring`, `compare`, `gate`, `bench_table`: what is made of logs
6. `page`: the report as a web page
7. `command`: `nianbao eval`
"""
