-- The bars, and the attributes that most rows have.
  WHERE isFinite(number)
  GROUP BY attribute, sign(number), toInt32(if(number = 0, 0, floor(log2(abs(number)) * 16))))
GROUP BY attribute
ORDER BY sum(inSelection) + sum(inRest) DESC, attribute
LIMIT 100
