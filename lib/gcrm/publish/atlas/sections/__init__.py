"""One file or folder is one section of the atlas: `SECTION`, and beside it its template, script and words."""
