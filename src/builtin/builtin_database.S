/* The serialized Hyperscan database, aligned as hs_deserialize_database likes it. */
    .section .rodata
    .balign 64
    .globl sluice_builtin_database
    .globl sluice_builtin_database_end
sluice_builtin_database:
    .incbin SLUICE_DATABASE_FILE
sluice_builtin_database_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
