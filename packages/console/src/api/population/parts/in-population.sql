-- Rows of the people that the conditions on people choose. `person` is 0 where a record names none.
AND person != 0 -- when populated
  AND (person IN (
    -- include population-people
  )) = {isNeeded:Bool}
