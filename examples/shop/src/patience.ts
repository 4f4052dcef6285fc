// By how much all time limits of the shop are longer: tests set it, so that no call fails only because the machine is busy.

/** 1 is life. */
export const patience: number = Number(process.env["SHOP_PATIENCE"] ?? "1");
