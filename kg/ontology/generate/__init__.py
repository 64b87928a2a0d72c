"""The generated layer: models and versions read out of registry packages, one subject a module.

`rows` reads the packages, `spelling` reads a name or an id, `curated` knows what people entered, `placing` finds the
family and the developer, `gathering` brings rows of one model together, `records` writes a record for each, `report`
says what was merged and what was refused.
"""
