// Statements that fill a store, one more time where the engine asks for it.

/** An engine short of memory for a moment says so: once more, and once again. */
export async function again(act: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left === 0 || !String(error).includes("memory limit")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}
