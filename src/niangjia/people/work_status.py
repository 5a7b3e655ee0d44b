"""Which work statuses (people/data/code_lists.toml) keep somebody from work. Pure; one rule for every app.

Early retired inside the employer (内退) is one code with off post in the official form: whoever is may take up work. On
sick leave one is at rest, as the rule book takes it: not able to work as long as it lasts.
"""

AT_REST = frozenset({"retired", "veteran-retired", "sick-leave", "student", "below-school-age"})
"""Those who could not take up work, whatever their age."""
