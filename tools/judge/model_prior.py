"""What is known of the features without data: the sign that explains a weight (-1, 1, 0 for
either), the weight it is drawn to, and the weights set by hand: those of the path and of comments,
since made-up secrets stand in places that say nothing of where real ones lie. Each a triple: random,
human, url; None for a weight that is fitted."""

SIGNS = {
    "key_password": (0, 1, 0), "key_secret": (1, 0, 0), "key_token": (1, 0, 0), "key_qualified": (1, 0, 0),
    "key_bare": (-1, -1, 0), "key_absent": (0, 1, 0), "key_plain": (-1, 0, 0), "tail_unknown": (-1, -1, 0),
    "record": (0, 1, 0), "comparison": (-1, -1, 0), "argument": (-1, -1, 0),
    "machine_made": (-1, -1, -1), "digest_near": (-1, -1, -1), "account_near": (1, 1, 1),
    "length_below_6": (0, -1, -1), "length_6_7": (0, -1, -1), "digest_length": (-1, 0, 0),
    "one_class": (-1, -1, -1), "three_classes": (1, 1, 1), "four_classes": (1, 1, 1),
    "no_digit": (-1, -1, -1), "digits_only": (-1, -1, -1),
    "strong_marks": (0, 1, 1), "name_marks": (-1, -1, -1), "entropy_margin": (1, 1, 1),
    "class_changes": (1, 1, 1), "vowel_share": (-1, -1, -1), "word_share": (-1, -1, -1), "words_mixed": (-1, -1, -1), "bigram": (-1, -1, -1),
    "dictionary": (-1, -1, -1), "common": (-1, -1, -1), "sample": (-1, -1, -1), "identifier": (-1, -1, -1),
    "passphrase": (9, 1, 1), "capital_word": (9, -1, -1), "spaces": (-1, -1, -1), "echo": (-1, -1, -1), "uuid": (-1, -1, -1), "keyboard_walk": (-1, -1, -1),
    "same_as_user": (0, 0, 1), "local_host": (0, 0, -1), "example_host": (0, 0, -1),
    "unquoted": (-1, -1, 0), "in_string": (-1, -1, 0),
}

PRIORS = {
    "key_password": (.7, 1.5, 0), "key_secret": (1, .5, 0), "key_token": (.8, -.5, 0),
    "key_qualified": (1, -.5, 0), "key_bare": (-.8, -2.5, 0), "key_absent": (.8, 1.5, 0),
    "tail_unknown": (-.4, -.6, 0), "record": (.3, .5, 0), "comparison": (-.6, -.9, 0),
    "argument": (-.3, -.8, 0), "machine_made": (-1.2, -1.5, -.5),
    "digest_near": (-.8, -.5, 0), "account_near": (.3, .4, 0), "digest_length": (-.3, 0, 0),
    "uuid": (-1.2, -1, 0), "sample": (-1.5, -1.5, -1.5), "identifier": (-1.5, -1.5, -1),
    "passphrase": (0, 2, 1.5), "capital_word": (0, -1.5, -.5), "spaces": (-2, -1, -1), "echo": (-2, -2, -1.5), "keyboard_walk": (-2, -.7, -.5),
    "word_share": (-1.5, -.8, -.5), "words_mixed": (-1, -.3, -.3), "bigram": (-.6, -.3, 0), "dictionary": (0, -1, -1),
    "common": (0, -1, -1), "entropy_margin": (.5, 0, 0), "no_digit": (-.8, -.3, 0),
    "three_classes": (.2, .5, .5), "four_classes": (.3, 1, 1), "one_class": (-.2, -.7, -.3),
    "strong_marks": (0, .5, .5), "name_marks": (-.2, -.5, -.2), "local_host": (0, 0, -1), "same_as_user": (0, 0, .8),
    "example_host": (0, 0, -2), "length_below_6": (0, -.8, -.6), "length_6_7": (0, -.4, -.2),
}

HAND = {
    "comment": (-1, -1.2, -.8),
    "test_path": (-.6, -1.2, -1), "example_path": (-.8, -1.5, -1.2), "docs_path": (-.8, -1.5, -1.2),
    # A key or token is a machine's: what people type under such a name is no more than low.
    # (Made-up secrets stand under all names alike, so that the data cannot say it.)
    "key_token": (None, -3.5, None), "key_qualified": (None, -3, None), "key_secret": (None, -.8, None),
    # So short a value is guessed, whatever it is.
    "length_below_6": (None, -2.5, None), "length_6_7": (None, -1, None),
    "vendored_path": (-.6, -.8, -.5), "prose": (-.3, -.8, -.3),
}
