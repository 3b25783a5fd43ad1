/* The HTML report's template, style and script as they lie in src/report/html. */
    .section .rodata
    .globl sluice_html_page
    .globl sluice_html_page_end
    .globl sluice_html_style
    .globl sluice_html_style_end
    .globl sluice_html_script
    .globl sluice_html_script_end
sluice_html_page:
    .incbin SLUICE_HTML_PAGE
sluice_html_page_end:
    .byte 0
sluice_html_style:
    .incbin SLUICE_HTML_STYLE
sluice_html_style_end:
    .byte 0
sluice_html_script:
    .incbin SLUICE_HTML_SCRIPT
sluice_html_script_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
