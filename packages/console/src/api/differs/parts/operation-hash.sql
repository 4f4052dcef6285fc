-- The operation of a span, by which spans are compared: service, name and kind.
toUInt32(cityHash64(service, name, kind)) AS operation
