-- Which of some groups of errors people decided about.
SELECT DISTINCT substring(kind, 7) AS fingerprint
FROM documents
WHERE kind IN (SELECT concat('error/', arrayJoin({fingerprints:Array(String)})))
