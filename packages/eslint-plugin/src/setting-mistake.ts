// A wrong setting of the plugin, as ESLint shows it.

/**
 * A mistake in the settings. ESLint stops at it and prints the stack, so that the stack is the message: what is wrong, and what to do.
 */
export function settingMistake(message: string, fix: string, cause?: unknown): TypeError {
  const mistake = new TypeError(`${message}\n${fix}`, cause === undefined ? undefined : { cause });
  mistake.stack = `eslint-plugin-telltale: ${mistake.message}`;
  return mistake;
}
