// So much at the same time and no more, by weight: who does not fit waits until others are through, in the order of coming.

export interface Gate {
  /** Resolves when there is room; `leave` has to be called with the same weight. What is heavier than all the room goes alone. */
  enter(weight: number): Promise<void>;
  leave(weight: number): void;
}

export function createGate(room: number): Gate {
  const waiting: { readonly weight: number; readonly enter: () => void }[] = [];
  let inside = 0;

  function letIn(): void {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (inside > 0 && inside + first.weight > room) return;
      waiting.shift();
      inside += first.weight;
      first.enter();
    }
  }

  return {
    enter: (weight) =>
      new Promise((enter) => {
        waiting.push({ weight, enter });
        letIn();
      }),
    leave(weight) {
      inside -= weight;
      letIn();
    },
  };
}
