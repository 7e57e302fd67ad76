"""Every form and every query string, given what no browser and no reasonable person would send.

`hostile` has the words, `crawl` finds forms and addresses by going where links lead, `test_fuzz` puts them together.
"""
