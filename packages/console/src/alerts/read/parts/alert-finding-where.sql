-- The attributes that findings of a reading must have.
AND ( -- repeat 5 if where#Key
  -- include alert-finding-value as where#
  ) = {where#Value:String}
