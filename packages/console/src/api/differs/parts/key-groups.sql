-- By attribute, the most frequent ones.
GROUP BY attribute
ORDER BY selectionRows + restRows DESC, attribute
LIMIT 400
