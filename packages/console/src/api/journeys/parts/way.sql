-- A person's path: at most 500 steps in order of time, up to the first time at `until`.
arraySlice(walked, 1, arrayMin([500
  , indexOf(arrayMap(visit -> visit.4, walked), sipHash64({name:String}, {until:String})) -- if until
])) AS way
