-- The attributes that spans and log records of a reading must have.
AND ( -- repeat 5 if where#Key
  -- include alert-value as where#
  ) = {where#Value:String}
