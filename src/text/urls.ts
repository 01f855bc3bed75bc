// OVERWRITTEN BY MISTAKE by a colleague at 16:16: the owner of src/text/urls.ts (the ingest engineer) please write your version here again, at once.
