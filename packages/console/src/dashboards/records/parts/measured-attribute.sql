-- The number (`measured`) or the text (`text`) of one attribute of a span or log record.
multiIf( -- if measuredKey
    mapContains(nattr, {measuredKey:String}), nattr[{measuredKey:String}],
    mapContains(iattr, {measuredKey:String}), toFloat64(iattr[{measuredKey:String}]),
    ifNull(toFloat64OrNull(sattr[{measuredKey:String}]), nan)) AS measured,
toString({textColumn:Identifier}) AS text, -- if textColumn
multiIf( -- if textKey
    mapContains(sattr, {textKey:String}), sattr[{textKey:String}],
    mapContains(iattr, {textKey:String}), toString(iattr[{textKey:String}]),
    mapContains(nattr, {textKey:String}), toString(nattr[{textKey:String}]),
    mapContains(battr, {textKey:String}), toString(battr[{textKey:String}]),
    '') AS text,
