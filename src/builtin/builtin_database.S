/* The Hyperscan database as it lies in memory: a scan reads it from here (engine/prefilter.h). */
    .section .rodata
    .balign 64
    .globl sluice_builtin_database
    .globl sluice_builtin_database_end
sluice_builtin_database:
    .incbin SLUICE_DATABASE_FILE
sluice_builtin_database_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
