/** A splitter in a line, as `KFold: nSplits 5, shuffle true, seed 1`. */
export function describeSplitter({
  className,
  config,
}: {
  readonly className: string;
  readonly config: object;
}): string {
  const options = Object.entries(config)
    .filter(([name, value]) => name !== 'warn' && value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? 'given' : String(value)}`);
  return [className, options.join(', ')].filter((part) => part !== '').join(': ');
}
