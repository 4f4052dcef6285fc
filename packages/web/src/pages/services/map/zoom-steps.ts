// How much the buttons and keys of the map zoom.

export const zoomInStep = 1.25;
export const zoomOutStep: number = 1 / zoomInStep;
