-- The attributes of findings by which a reading is grouped.
substring(( -- if group1Key
  -- include alert-finding-value as group1
), 2) AS cell1, -- if group1Key
substring(( -- if group2Key
  -- include alert-finding-value as group2
), 2) AS cell2, -- if group2Key
substring(( -- if group3Key
  -- include alert-finding-value as group3
), 2) AS cell3, -- if group3Key
substring(( -- if group4Key
  -- include alert-finding-value as group4
), 2) AS cell4, -- if group4Key
substring(( -- if group5Key
  -- include alert-finding-value as group5
), 2) AS cell5, -- if group5Key
