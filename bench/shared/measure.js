/**
 * Measures tasks side by side: each warmed up until V8 has compiled it well, then in rounds in which every task has its
 * turn, so that whatever else the machine does meets all alike.
 *
 * The time is that of the processor, not of the clock: what other processes take does not count. So the tasks must be
 * synchronous and compute on one thread.
 *
 * @param {Record<string, () => void>} tasks
 * @param {{ rounds?: number, warmUp?: number, slice?: number }} options how many rounds (15), how long each task is warmed
 *   up (200 ms) and how long a turn takes at least (5 ms)
 * @returns {Map<string, { median: number, low: number, high: number }>} microseconds a call: the median of the rounds and
 *   their quartiles
 */
export function measure(tasks, { rounds = 15, warmUp = 200, slice = 5 } = {}) {
  const entries = Object.entries(tasks).map(([name, task]) => {
    for (const start = performance.now(); performance.now() - start < warmUp;) task();
    let calls = 1;
    while (turn(task, calls) * calls < slice * 1000) calls *= 2;
    return { name, task, calls, times: [] };
  });
  for (let round = 0; round < rounds; round++) {
    for (const { task, calls, times } of entries) times.push(turn(task, calls));
  }
  return new Map(
    entries.map(({ name, times }) => {
      times.sort((a, b) => a - b);
      const at = (share) => times[Math.floor(share * (times.length - 1))];
      return [name, { median: at(0.5), low: at(0.25), high: at(0.75) }];
    }),
  );
}

/** Microseconds of processor time a call. */
function turn(task, calls) {
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) task();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / calls;
}
