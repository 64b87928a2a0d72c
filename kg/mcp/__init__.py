"""`kg mcp`: the published graph as tools of the Model Context Protocol over standard input and output, read only."""
