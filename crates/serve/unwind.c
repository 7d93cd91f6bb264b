/* How a panic finds its way in a static program of musl, linked with libgcc's unwinder as a compiler for glibc has it. That asks
   glibc's _dl_find_object where the tables of an address are: here there is one object, and one table. And it calls what it
   knows of threads without asking the linker for it, so that is asked for here. */
#define _GNU_SOURCE
#include <link.h>
#include <pthread.h>

__attribute__((used)) static void *const asked_for[] = {
    pthread_once,       pthread_mutex_lock,  pthread_mutex_unlock,
    pthread_key_create, pthread_getspecific, pthread_setspecific,
};

struct found {
    unsigned long long flags;
    void *start, *end, *object, *tables;
    unsigned long long reserved[7];
};

static int look(struct dl_phdr_info *object, size_t size, void *found) {
    (void)size;
    for (int part = 0; part < object->dlpi_phnum; part++)
        if (object->dlpi_phdr[part].p_type == PT_GNU_EH_FRAME) {
            ((struct found *)found)->tables = (void *)(object->dlpi_addr + object->dlpi_phdr[part].p_vaddr);
            return 1;
        }
    return 0;
}

int _dl_find_object(void *address, struct found *found) {
    (void)address;
    return dl_iterate_phdr(look, found) ? 0 : -1;
}
