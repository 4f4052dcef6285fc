-- The names of the groups of a reading.
cell1, -- if group1Key
cell2, -- if group2Key
cell3, -- if group3Key
cell4, -- if group4Key
cell5, -- if group5Key
