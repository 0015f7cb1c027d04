"""Pages that are pictures: made upright and clean, their tables found by ruling lines, their cells read one by one."""
