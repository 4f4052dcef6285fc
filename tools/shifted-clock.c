// A preloaded library that shifts the clock of a process by the seconds in FAKETIME ("+864000"), for tests of wrong clocks.
//
// libfaketime cannot shift ClickHouse: the engine is linked with a `clock_gettime` of its own, which reads the kernel's vDSO. This library
// patches the vDSO of its process instead, so that every reader sees the same time. Monotonic time is not shifted. The kernel does not
// know of the shift, so absolute deadlines are shifted back.
//
// Linux on x86-64. Without headers, so that any C compiler can build it without a C library's development files.
typedef unsigned long u64;
typedef unsigned char u8;
struct time { long seconds, fraction; };

extern u64 getauxval(u64 type);
extern char *getenv(const char *name);
extern long atol(const char *text);
extern int strcmp(const char *one, const char *other);
extern int mprotect(void *at, u64 length, int protection);
extern void *dlsym(void *handle, const char *name);
extern void abort(void);

static long shift;

static long call(long number, long one, long other) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(one), "S"(other) : "rcx", "r11", "memory");
  return result;
}

static long shiftedClockGettime(long clock, struct time *time) {
  int id = (int)clock;
  long result = call(228, id, (long)time);
  // CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI
  if (result == 0 && (id == 0 || id == 5 || id == 11)) time->seconds += shift;
  return result;
}

static long shiftedGettimeofday(struct time *time, void *zone) {
  long result = call(96, (long)time, (long)zone);
  if (result == 0 && time != 0) time->seconds += shift;
  return result;
}

static long shiftedTime(long *time) {
  long now = call(201, 0, 0) + shift;
  if (time != 0) *time = now;
  return now;
}

/** Writes `mov rax, target; jmp rax` over the beginning of a function. */
static void redirect(u8 *function, void *target) {
  u64 address = (u64)target;
  int at;
  function[0] = 0x48;
  function[1] = 0xb8;
  for (at = 0; at < 8; at++) function[2 + at] = (u8)(address >> (8 * at));
  function[10] = 0xff;
  function[11] = 0xe0;
}

/** Patches the functions of the vDSO, which is an ELF image in memory. */
static void patchVdso(u8 *image) {
  u8 *headers = image + *(u64 *)(image + 32);
  u8 *symbols = 0, *symbol;
  char *names = 0;
  long *entry;
  u64 length = 0, base = 0;
  int n, patched = 0, count = *(unsigned short *)(image + 56);
  for (n = 0; n < count; n++) {
    u8 *header = headers + 56 * n;
    if (*(int *)header == 1) {
      base = (u64)image + *(u64 *)(header + 8) - *(u64 *)(header + 16);
      length = (*(u64 *)(header + 40) + 4095) & ~4095UL;
    }
  }
  for (n = 0; n < count; n++) {
    u8 *header = headers + 56 * n;
    if (*(int *)header != 2) continue;
    for (entry = (long *)(image + *(u64 *)(header + 8)); entry[0] != 0; entry += 2) {
      if (entry[0] == 5) names = (char *)(base + entry[1]);
      if (entry[0] == 6) symbols = (u8 *)(base + entry[1]);
    }
  }
  if (symbols == 0 || names == 0 || mprotect(image, length, 7) != 0) abort();
  // The names follow the symbols.
  for (symbol = symbols; symbol < (u8 *)names; symbol += 24) {
    char *name = names + *(unsigned int *)symbol;
    u8 *function = (u8 *)(base + *(u64 *)(symbol + 8));
    if (strcmp(name, "__vdso_clock_gettime") == 0) redirect(function, shiftedClockGettime), patched++;
    if (strcmp(name, "__vdso_gettimeofday") == 0) redirect(function, shiftedGettimeofday), patched++;
    if (strcmp(name, "__vdso_time") == 0) redirect(function, shiftedTime), patched++;
  }
  if (patched != 3 || mprotect(image, length, 5) != 0) abort();
}

typedef int Wait(void *condition, void *mutex, const struct time *deadline);
static Wait *wait;

/** A deadline of wall time, not a monotonic one, is shifted back. */
int pthread_cond_timedwait(void *condition, void *mutex, const struct time *deadline) {
  struct time real = *deadline;
  if (real.seconds > 1000000000) real.seconds -= shift;
  if (wait == 0) wait = (Wait *)dlsym((void *)-1, "pthread_cond_timedwait");
  return wait(condition, mutex, &real);
}

__attribute__((constructor)) static void begin(void) {
  char *named = getenv("FAKETIME");
  u8 *image = (u8 *)getauxval(33);
  shift = named == 0 ? 0 : atol(named);
  if (shift == 0) return;
  if (image == 0) abort();
  patchVdso(image);
}
