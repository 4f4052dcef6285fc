-- By attribute, the most frequent ones; first the one that all rows have, where there is one.
GROUP BY attribute
ORDER BY attribute = 'telltale.rows' DESC, selectionRows + restRows DESC, attribute
LIMIT 400
