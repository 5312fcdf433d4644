"""The local voices, and which of them speaks for a name of Azure's."""
