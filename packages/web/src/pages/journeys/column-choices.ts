// How many steps of a journey have a column.

export const columnChoices = [3, 4, 5, 6, 7, 8];
/** Without a choice. */
export const usualColumns = 6;
