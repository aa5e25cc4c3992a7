/**
 * Measures tasks side by side: each warmed up until V8 has compiled it well, then in rounds in which every task has its
 * turn, so that whatever else the machine does meets all alike.
 *
 * The time is that of the processor, not of the clock: what other processes take does not count. So the tasks must be
 * synchronous and compute on one thread.
 *
 * @param {Record<string, () => void>} tasks
 * @param {{ rounds?: number, warmUp?: number, slice?: number, reference?: string }} options how many rounds (15), how long
 *   each task is warmed up (200 ms), how long a turn takes at least (5 ms), and the task that the others are compared with:
 *   it takes a turn of its own right before each of theirs, since a busy machine changes within milliseconds
 * @returns {Map<string, { median: number, low: number, high: number, ratio?: number }>} microseconds a call: the median of
 *   the rounds and their quartiles; and the median of the reference's time over the task's
 */
export function measure(tasks, { rounds = 15, warmUp = 200, slice = 5, reference } = {}) {
  const entries = Object.entries(tasks).map(([name, task]) => {
    for (const start = performance.now(); performance.now() - start < warmUp;) task();
    let calls = 1;
    while (turn(task, calls) * calls < slice * 1000) calls *= 2;
    return { name, task, calls, times: [], ratios: [] };
  });
  const beside = entries.find(({ name }) => name === reference);
  for (let round = 0; round < rounds; round++) {
    for (const { task, calls, times, ratios } of entries) {
      const compared = beside && turn(beside.task, beside.calls);
      times.push(turn(task, calls));
      if (beside) ratios.push(compared / times.at(-1));
    }
  }
  return new Map(
    entries.map(({ name, times, ratios }) => {
      const at = (list, share) =>
        list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))];
      const spread = { median: at(times, 0.5), low: at(times, 0.25), high: at(times, 0.75) };
      return [name, beside ? { ...spread, ratio: at(ratios, 0.5) } : spread];
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
